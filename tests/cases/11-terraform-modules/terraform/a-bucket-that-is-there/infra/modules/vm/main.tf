variable "iam_instance_profile" {
  type    = string
  default = null
}

resource "aws_instance" "this" {
  ami                  = "ami-1"
  instance_type        = "t3.small"
  iam_instance_profile = var.iam_instance_profile
}
