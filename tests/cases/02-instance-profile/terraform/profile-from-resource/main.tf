provider "aws" {
  region = "us-east-1"
}

resource "aws_instance" "db" {
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "r6i.large"
  iam_instance_profile = aws_iam_instance_profile.backup.name
}
