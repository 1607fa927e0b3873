provider "aws" {
  region = "eu-central-1"
}

resource "aws_instance" "app" {
  ami                  = "ami-0abc"
  instance_type        = "t3.small"
}

variable "environment" {
  default = "prod"
}
