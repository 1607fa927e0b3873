variable "project" {
  type = string
}

variable "ami" {
  description = "Image of the machine"
  type        = string
}

variable "instance_type" {
  type    = string
  default = "t3.small"
}

variable "subnet_id" {
  type = string
}

variable "security_group_ids" {
  type = list(string)
}
