provider "aws" {
  alias = "main"
}

provider "aws" {
  alias = "main"
}

module "gone" {
  source      = "../../modules/gone"
  db_password = var.db_password
}

module "git" {
  source   = "git::https://git.example.com/rds.git?ref=v2"
  for_each = toset(["orders"])

  password = var.db_password
}

module "chosen" {
  source   = var.module_source
  password = var.db_password
}

output "region" {
  value = "eu-central-1"
}
