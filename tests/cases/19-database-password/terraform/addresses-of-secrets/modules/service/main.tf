variable "secrets" {
  type = map(string)
}
