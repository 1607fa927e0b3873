variable "ami" {
  type = string
}

variable "workers" {
  type    = number
  default = 2
}
