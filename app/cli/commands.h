#pragma once

#include "app/cli/command.h"

namespace waferscope {

// One line a command; each is defined in NAME_command.cpp.

CommandAction setUpInspect(CLI::App& options);
CommandAction setUpList(CLI::App& options);

} // namespace waferscope
