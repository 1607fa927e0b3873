resource "aws_instance" "this" {
  iam_instance_profile = "orders"

  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_efs_file_system" "this" {
  creation_token = "orders-1"
}

resource "aws_cognito_user_pool_client" "this" {
  generate_secret = true

  token_validity_units {
    access_token  = "minutes"
    refresh_token = "days"
  }
}
