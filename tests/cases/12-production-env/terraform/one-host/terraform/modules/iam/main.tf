resource "aws_iam_role" "host" {
  name               = "${var.project}-${var.environment}-${var.host}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })

  tags = {
    May = join(" ", concat(var.kms_key_arns, var.repository_arns, var.secret_arns, var.bucket_arns, var.log_group_arns))
  }
}

resource "aws_iam_instance_profile" "host" {
  name = aws_iam_role.host.name
  role = aws_iam_role.host.name
}
