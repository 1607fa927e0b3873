resource "aws_iam_instance_profile" "host" {
  name = "shop"
  role = aws_iam_role.host.name
}

resource "aws_iam_role" "host" {
  name               = "shop"
  assume_role_policy = file("${path.module}/assume.json")
}
