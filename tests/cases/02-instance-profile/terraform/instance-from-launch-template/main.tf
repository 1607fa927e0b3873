provider "aws" {
  region = "us-east-1"
}

resource "aws_launch_template" "runner" {
  name_prefix   = "runner-"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "c6i.large"

  iam_instance_profile {
    name = "ci-runner"
  }
}

resource "aws_instance" "runner" {
  count = 2

  launch_template {
    id      = aws_launch_template.runner.id
    version = "$Latest"
  }
}
