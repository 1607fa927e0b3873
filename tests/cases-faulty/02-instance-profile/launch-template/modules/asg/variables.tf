variable "ami" {
  type = string
}

variable "port" {
  type    = number
  default = 3000
}

variable "security_group_ids" {
  type = list(string)
}

variable "subnet_ids" {
  type = list(string)
}
