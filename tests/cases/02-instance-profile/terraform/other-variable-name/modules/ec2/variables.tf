variable "ami" {
  type = string
}

variable "instance_type" {
  type = string
}

variable "instance_profile_name" {
  type    = string
  default = ""
}
