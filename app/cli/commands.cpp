#include "app/cli/commands.h"

namespace waferscope {

std::span<const Command> commands()
{
    static const Command all[] = {
        {"inspect", "Show a network's layers, sizes and exact counts.", setUpInspect},
        {"list", "List what the program ships.", setUpList},
    };
    return all;
}

} // namespace waferscope
