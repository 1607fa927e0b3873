provider "google" {}

module "vm" {
  source = "../../modules/vm"
}
