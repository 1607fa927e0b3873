variable "ami" { type = string }

resource "aws_instance" "this" { ami = var.ami }
