variable "region" {
  type    = string
  default = "ap-south-1"
}

variable "ami" {
  type = string
}
