resource "aws_instance" "this" {
  ami                         = var.image
  instance_type               = var.size
  subnet_id                   = var.subnet_id
  vpc_security_group_ids      = var.vpc_security_group_ids
  iam_instance_profile        = var.iam_instance_profile
  user_data                   = var.user_data
  user_data_replace_on_change = var.user_data_replace_on_change

  metadata_options {
    http_tokens = "required"
  }

  tags = { Name = var.name }
}
