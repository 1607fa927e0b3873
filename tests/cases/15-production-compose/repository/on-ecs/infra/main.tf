provider "aws" {
  region = "eu-central-1"
}

resource "aws_instance" "bastion" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
}

resource "aws_ecs_service" "api" {
  name = "api"
}
