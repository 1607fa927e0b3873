resource "aws_launch_template" "app" {
  name_prefix   = "app-"
  image_id      = var.ami
  instance_type = "t3.medium"

  iam_instance_profile { name = aws_iam_instance_profile.app.name }
}

resource "aws_iam_instance_profile" "app" {
  name_prefix = "app-"
  role        = var.role
}

variable "ami" {
  type = string
}

variable "role" {
  type = string
}
