variable "name" {
  type = string
}

variable "environment" {
  type = string
}
