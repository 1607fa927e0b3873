variable "ami" {
  type = string
}

variable "profile" {
  type    = string
  default = null
}
