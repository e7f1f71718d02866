#pragma once

#include "core/graph/network_source.h"

#include <map>
#include <string>
#include <vector>

namespace waferscope {

/// A value of a block's setting as written: "64", "relu", "32-64-128" (numbers are joined by '-', names by ' ').
struct BlockSetting {
    std::string text;
    int line = 0; ///< in the file, from 1; 0 when there is no file

    friend bool operator==(const BlockSetting& a, const BlockSetting& b) { return a.text == b.text; }
};

/// One block of a network: a row of the gallery's files and of the builder.
struct BlockSpec {
    std::string type; ///< one of blockTypes()
    std::string name; ///< path under which its layers stand; may be empty
    std::string from; ///< name of the input or earlier block that it reads; empty for the block before it
    std::map<std::string, BlockSetting> settings;
    int line = 0;

    friend bool operator==(const BlockSpec& a, const BlockSpec& b)
    {
        return a.type == b.type && a.name == b.name && a.from == b.from && a.settings == b.settings;
    }
};

struct InputSpec {
    std::string name;
    DataType type = DataType::Float32;
    SymbolicShape shape;

    friend bool operator==(const InputSpec&, const InputSpec&) = default;
};

/// A network as a list of blocks: each reads the one before it, or an earlier one by name, and joins bring branches
/// together again. What no block reads is an output. States the network, never its results.
struct NetworkSpec {
    std::string name; ///< "bert-large"
    std::string title; ///< "BERT-Large"
    std::string description; ///< one sentence
    std::string citation; ///< where the network and its sizes come from
    std::string origin; ///< file, for messages
    Dimensions defaults; ///< of the symbolic sizes
    std::vector<InputSpec> inputs; ///< the first one feeds the first block
    std::vector<BlockSpec> blocks;

    /// Whether they state the same; where they come from does not count.
    friend bool operator==(const NetworkSpec& a, const NetworkSpec& b)
    {
        return a.title == b.title && a.description == b.description && a.citation == b.citation
            && a.defaults == b.defaults && a.inputs == b.inputs && a.blocks == b.blocks;
    }
};

} // namespace waferscope
