module "server" {
  source = "./modules/vm"
}
