# Sizes

variable "instances" {
  type    = number
  default = 1
}

variable "instance_type" {
  type    = string
  default = "t3.small"
}

# Names

variable "project" { type = string }
variable "environment" { type = string }
variable "ami" { type = string }

variable "tags" {
  type    = map(string)
  default = {}
}
