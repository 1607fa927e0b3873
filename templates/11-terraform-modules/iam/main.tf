# What one host may do; each capability is there only where the host is given something to use it on

data "aws_partition" "current" {}

resource "aws_iam_role" "host" {
  name = "${var.project}-${var.environment}-${var.host}"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_instance_profile" "host" {
  name = aws_iam_role.host.name
  role = aws_iam_role.host.name
}

resource "aws_iam_role_policy_attachment" "session_manager" {
  role       = aws_iam_role.host.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "images" {
  count = length(var.repository_arns) > 0 ? 1 : 0
  name  = "images"
  role  = aws_iam_role.host.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" }, # it has no resource to name
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = var.repository_arns
      },
    ]
  })
}

resource "aws_iam_role_policy" "secrets" {
  count = length(var.secret_arns) > 0 ? 1 : 0
  name  = "secrets"
  role  = aws_iam_role.host.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = var.secret_arns }]
  })
}

resource "aws_iam_role_policy" "keys" {
  count = length(var.kms_key_arns) > 0 ? 1 : 0
  name  = "keys"
  role  = aws_iam_role.host.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
<% if via | length > 1 %>
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
<% else %>
      Action    = "kms:Decrypt"
<% endif %>
      Resource  = var.kms_key_arns
      Condition = { StringLike = { "kms:ViaService" = [<% for it in via %>"<%= it %>.*"<%= "" if loop.last else ", " %><% endfor %>] } }
    }]
  })
}

<% if files %>
resource "aws_iam_role_policy" "files" {
  count = length(var.bucket_arns) > 0 ? 1 : 0
  name  = "files"
  role  = aws_iam_role.host.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:ListBucket", Resource = var.bucket_arns },
      {
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = [for arn in var.bucket_arns : "${arn}/*"]
      },
    ]
  })
}

<% endif %>
resource "aws_iam_role_policy" "logs" {
  count = length(var.log_group_arns) > 0 ? 1 : 0
  name  = "logs"
  role  = aws_iam_role.host.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = [for arn in var.log_group_arns : "${arn}:*"]
    }]
  })
}
<% for it in capabilities %>

resource "aws_iam_role_policy" "<%= it.name %>" {
  count = length(var.<%= it.variable %>) > 0 ? 1 : 0
  name  = "<%= it.name %>"
  role  = aws_iam_role.host.name
  policy = jsonencode({
    Version = "2012-10-17"
<% if it.unbound %>
    Statement = [
      { Effect = "Allow", Action = "<%= it.unbound %>", Resource = "*" }, # it has no resource to name
      {
        Effect   = "Allow"
        Action   = [<% for action in it.actions %>"<%= action %>"<%= "" if loop.last else ", " %><% endfor %>]
        Resource = var.<%= it.variable %>
      },
    ]
<% else %>
    Statement = [{
<% if it.actions | length < 4 %>
      Effect   = "Allow"
      Action   = [<% for action in it.actions %>"<%= action %>"<%= "" if loop.last else ", " %><% endfor %>]
<% else %>
      Effect = "Allow"
      Action = [
<% for action in it.actions %>
        "<%= action %>",
<% endfor %>
      ]
<% endif %>
      Resource = var.<%= it.variable %>
    }]
<% endif %>
  })
}
<% endfor %>
