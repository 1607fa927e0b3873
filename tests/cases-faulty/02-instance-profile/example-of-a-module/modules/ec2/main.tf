resource "aws_instance" "this" {
  ami                  = var.ami
  instance_type        = "t3.micro"
  iam_instance_profile = var.instance_profile
}

variable "ami" {
  type = string
}

variable "instance_profile" {
  type = string
}
