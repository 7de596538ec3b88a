from storage_opt.cli import main

main()
