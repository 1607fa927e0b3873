variable "ami" {
  type = string
}
