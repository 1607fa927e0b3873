resource "aws_iam_role" "app" {
  name               = var.name
  assume_role_policy = "{}"
}

resource "aws_iam_instance_profile" "app" {
  name = var.name
  role = aws_iam_role.app.name
}
