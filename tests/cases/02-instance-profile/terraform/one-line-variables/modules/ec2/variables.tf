variable "ami" { type = string }
variable "instance_type" { type = string }
variable "key_name" { type = string }
