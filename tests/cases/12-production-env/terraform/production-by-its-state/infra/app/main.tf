terraform {
  cloud {
    workspaces {
      name = "shop-prod"
    }
  }
}

module "vpc" {
  source = "../modules/vpc"
}
