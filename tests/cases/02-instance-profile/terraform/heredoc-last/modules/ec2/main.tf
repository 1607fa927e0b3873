resource "aws_instance" "app" {
  ami           = var.ami
  instance_type = "t3.micro"
  user_data     = <<EOF
#!/bin/bash
systemctl enable --now docker
EOF
}

variable "ami" {
  type = string
}
