#pragma once

#include "core/graph/network_source.h"

namespace waferscope {

/// The door through which names of files come in: all texts of a source become UTF-8, and names of sizes are short
/// enough for keys. What differed stays different: names of tensors, operators, layers and sizes that would read alike
/// have a number behind. All else stays to the letter.
void makeNamesValid(NetworkSource& source);

} // namespace waferscope
