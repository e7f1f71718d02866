#pragma once

#include "core/network.h"

#include <map>
#include <string>
#include <vector>

namespace waferscope {

/// A value of a block's setting as written: "64", "relu", "32-64-128" (lists are joined by '-').
struct BlockSetting {
    std::string text;
    int line = 0; ///< in the file, from 1; 0 when there is no file
};

/// One block of a network: a row of the gallery's files and of the builder.
struct BlockSpec {
    std::string type; ///< one of blockTypes()
    std::string name; ///< path under which its layers stand; may be empty
    std::map<std::string, BlockSetting> settings;
    int line = 0;
};

struct InputSpec {
    std::string name;
    DataType type = DataType::Float32;
    SymbolicShape shape;
};

/// A network as a list of blocks in turn. States the network, never its results.
struct NetworkSpec {
    std::string name; ///< "bert-large"
    std::string title; ///< "BERT-Large"
    std::string description; ///< one sentence
    std::string citation; ///< where the network and its sizes come from
    std::string origin; ///< file, for messages
    Dimensions defaults; ///< of the symbolic sizes
    std::vector<InputSpec> inputs; ///< the first one feeds the first block
    std::vector<BlockSpec> blocks;
};

} // namespace waferscope
