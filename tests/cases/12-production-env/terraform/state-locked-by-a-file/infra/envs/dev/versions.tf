terraform {
  required_version = ">= 1.5"

  backend "s3" {
    bucket       = "shop-dev-state"
    key          = "network.tfstate"
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.aws_region
}
