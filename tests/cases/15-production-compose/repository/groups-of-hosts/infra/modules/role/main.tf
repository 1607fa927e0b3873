resource "aws_iam_instance_profile" "host" {
  name = "shop"
  role = aws_iam_role.host.name
}

resource "aws_iam_role" "host" {
  name               = "shop"
  assume_role_policy = file("${path.module}/assume.json")
}

resource "aws_iam_role_policy" "logs" {
  role = aws_iam_role.host.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = var.log_group_arns }]
  })
}
