resource "aws_instance" "this" {
  ami                  = var.ami_id
  iam_instance_profile = var.profile
}

variable "ami_id" {
  type = string
}

variable "profile" {
  type    = string
  default = null
}
