provider "aws" {
  region = "eu-central-1"
}

resource "aws_instance" "server" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
}

variable "environment" {
  type = string
}

resource "aws_ecr_repository" "services" {
  for_each = toset(["api", "worker"])
  name     = "${var.environment}-${each.key}"
}
