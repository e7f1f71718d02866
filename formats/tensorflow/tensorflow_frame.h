#pragma once

#include "formats/tensorflow/tensorflow_scope.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// The node of "node", "node:1", "node:output:0" or "^node".
[[nodiscard]] std::string tfNodeOf(std::string_view reference);

/// The inputs of a node that carry numbers.
[[nodiscard]] std::vector<std::string_view> tfDataInputs(const TfNode& node);

/// A graph or a function's body while it is followed.
class TfFrame {
public:
    explicit TfFrame(const std::vector<TfNode>& nodes);

    [[nodiscard]] const std::vector<TfNode>& nodes() const { return *m_nodes; }
    /// The flow behind a reference, if it is there already.
    [[nodiscard]] std::optional<TfFlow> find(std::string_view reference) const;
    /// The nodes that the wanted tensors need, each behind those that it reads and else in the file's order; nothing
    /// where they read each other.
    [[nodiscard]] std::optional<std::vector<std::size_t>> ordered(const std::vector<std::string>& wanted);
    /// How many results of a node are read, once ordered() has looked.
    [[nodiscard]] std::size_t outputsOf(std::string_view node) const;

    std::map<std::string_view, TfFlow> arguments; ///< of the function
    std::map<std::string_view, std::vector<TfFlow>> results; ///< by name of node
    std::string path; ///< of the callers, ends in '/' unless empty
    int depth = 0;

private:
    struct Reference {
        std::string_view node;
        std::size_t output = 0;
    };
    /// Who reads whom among the nodes that are needed.
    struct Needs {
        std::vector<char> isNeeded; ///< by node
        std::vector<std::size_t> missing; ///< inputs of a node that are not there yet
        std::vector<std::vector<std::size_t>> readers;
        std::vector<std::size_t> open;
    };
    [[nodiscard]] Reference resolve(std::string_view text) const;
    std::optional<std::size_t> need(std::string_view text, Needs& needs);
    [[nodiscard]] Needs needsOf(const std::vector<std::string>& wanted);

    const std::vector<TfNode>* m_nodes;
    std::map<std::string_view, std::size_t> m_index; ///< of nodes by name
    std::map<std::string_view, std::size_t> m_outputs; ///< how many results of a node others read
};

} // namespace waferscope
