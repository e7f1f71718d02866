#include "formats/tensorflow/tensorflow_frame.h"

#include <algorithm>
#include <set>

namespace waferscope {

namespace {

constexpr std::size_t kMostOutputs = 4096; ///< of a node

struct OutputName {
    std::string_view op;
    std::string_view output;
    std::size_t position;
};

/// Within functions results are named; nodes of one result, or of one list of results, need no row.
constexpr OutputName kOutputNames[] = {
    {"FusedBatchNorm", "batch_mean", 1},
    {"FusedBatchNorm", "batch_variance", 2},
    {"FusedBatchNormV2", "batch_mean", 1},
    {"FusedBatchNormV2", "batch_variance", 2},
    {"FusedBatchNormV3", "batch_mean", 1},
    {"FusedBatchNormV3", "batch_variance", 2},
    {"TopKV2", "indices", 1},
    {"Switch", "output_true", 1},
    {"Merge", "value_index", 1},
    {"Unique", "idx", 1},
    {"NonMaxSuppressionV5", "selected_scores", 1},
};

std::size_t positionOf(std::string_view op, std::string_view output)
{
    for (const OutputName& known : kOutputNames)
        if (known.op == op && known.output == output)
            return known.position;
    return 0;
}

std::size_t numberIn(std::string_view digits)
{
    std::size_t number = 0;
    for (const char c : digits.substr(0, 6))
        number = c >= '0' && c <= '9' ? number * 10 + static_cast<std::size_t>(c - '0') : number;
    return number;
}

} // namespace

std::string tfNodeOf(std::string_view reference)
{
    if (reference.starts_with('^'))
        reference.remove_prefix(1);
    return std::string{reference.substr(0, reference.find(':'))};
}

std::vector<std::string_view> tfDataInputs(const TfNode& node)
{
    std::vector<std::string_view> inputs;
    for (const std::string& input : node.inputs)
        if (!input.starts_with('^'))
            inputs.emplace_back(input);
    return inputs;
}

TfFrame::TfFrame(const std::vector<TfNode>& nodes)
    : m_nodes(&nodes)
{
    for (std::size_t at = 0; at < nodes.size(); ++at)
        m_index.emplace(nodes[at].name, at);
}

TfFrame::Reference TfFrame::resolve(std::string_view text) const
{
    const std::size_t colon = std::min(text.find(':'), text.size());
    Reference reference{text.substr(0, colon), 0};
    std::string_view rest = text.substr(std::min(colon + 1, text.size()));
    if (const std::size_t second = rest.find(':'); second != std::string_view::npos) {
        const auto found = m_index.find(reference.node);
        if (found != m_index.end())
            reference.output = positionOf((*m_nodes)[found->second].op, rest.substr(0, second));
        rest.remove_prefix(second + 1);
    }
    reference.output += numberIn(rest);
    return reference;
}

std::optional<TfFlow> TfFrame::find(std::string_view text) const
{
    const Reference reference = resolve(text);
    if (const auto argument = arguments.find(reference.node); argument != arguments.end())
        return argument->second;
    const auto found = results.find(reference.node);
    if (found == results.end() || reference.output >= found->second.size())
        return std::nullopt;
    return found->second[reference.output];
}

std::size_t TfFrame::outputsOf(std::string_view node) const
{
    const auto found = m_outputs.find(node);
    return found == m_outputs.end() ? 1 : found->second;
}

/// Notes that a tensor is needed; gives the node that makes it, unless it is an argument.
std::optional<std::size_t> TfFrame::need(std::string_view text, Needs& needs)
{
    const Reference reference = resolve(text);
    const auto found = m_index.find(reference.node);
    if (found == m_index.end() || arguments.count(reference.node) != 0)
        return std::nullopt;
    std::size_t& outputs = m_outputs[reference.node];
    outputs = std::max(outputs, std::min(reference.output + 1, kMostOutputs));
    if (std::exchange(needs.isNeeded[found->second], 1) == 0)
        needs.open.push_back(found->second);
    return found->second;
}

TfFrame::Needs TfFrame::needsOf(const std::vector<std::string>& wanted)
{
    Needs needs;
    needs.isNeeded.resize(m_nodes->size());
    needs.missing.resize(m_nodes->size());
    needs.readers.resize(m_nodes->size());
    for (const std::string& text : wanted)
        need(text, needs);
    while (!needs.open.empty()) {
        const std::size_t at = needs.open.back();
        needs.open.pop_back();
        for (const std::string_view input : tfDataInputs((*m_nodes)[at]))
            if (const auto producer = need(input, needs)) {
                ++needs.missing[at];
                needs.readers[*producer].push_back(at);
            }
    }
    return needs;
}

std::optional<std::vector<std::size_t>> TfFrame::ordered(const std::vector<std::string>& wanted)
{
    Needs needs = needsOf(wanted);
    std::set<std::size_t> ready;
    for (std::size_t at = 0; at < m_nodes->size(); ++at)
        if (needs.isNeeded[at] != 0 && needs.missing[at] == 0)
            ready.insert(at);
    std::vector<std::size_t> order;
    while (!ready.empty()) {
        order.push_back(*ready.begin());
        ready.erase(ready.begin());
        for (const std::size_t reader : needs.readers[order.back()])
            if (--needs.missing[reader] == 0)
                ready.insert(reader);
    }
    const auto needed = std::count(needs.isNeeded.begin(), needs.isNeeded.end(), 1);
    return static_cast<std::ptrdiff_t>(order.size()) == needed ? std::optional{std::move(order)} : std::nullopt;
}

} // namespace waferscope
