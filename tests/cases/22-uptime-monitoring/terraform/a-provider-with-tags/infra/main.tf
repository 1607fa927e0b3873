provider "aws" {
  profile             = "clinic"
  region              = var.aws_region
  allowed_account_ids = [var.account]

  default_tags {
    tags = {
      Project = "clinic"
    }
  }
}

resource "aws_instance" "app" {
  ami           = var.ami_id
  instance_type = "t3.small"

  iam_instance_profile = var.instance_profile
}
