variable "ami" {
  type = string
}