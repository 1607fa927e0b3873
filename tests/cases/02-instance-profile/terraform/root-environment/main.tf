terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.region
}

resource "aws_instance" "docker_host" {
  ami           = var.ami
  instance_type = "t3.large"

  tags = {
    Name = "docker-host"
  }
}
