#include "formats/torch/torch_paths.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

namespace {

/// A module on the way to a node.
struct Module {
    std::string path; ///< "encoder.layers.0.linear1"
    std::string type; ///< "torch.nn.modules.linear.Linear"
};

/// The innermost module of "key,path,type;key,path,type".
Module innermost(std::string_view stack)
{
    const std::size_t last = stack.rfind(';');
    const std::string_view entry = last == std::string_view::npos ? stack : stack.substr(last + 1);
    const std::size_t first = entry.find(',');
    const std::size_t second = first == std::string_view::npos ? first : entry.find(',', first + 1);
    if (second == std::string_view::npos)
        return {};
    return {std::string{entry.substr(first + 1, second - first - 1)}, std::string{entry.substr(second + 1)}};
}

/// Whether a module is one operator, so that its path says all.
bool isSingle(const Module& module)
{
    constexpr std::string_view kOwn = "torch.nn.modules.";
    constexpr std::string_view kMany[] = {"container.", "transformer.", "activation.MultiheadAttention"};
    if (!module.type.starts_with(kOwn))
        return false;
    const std::string_view kind = std::string_view{module.type}.substr(kOwn.size());
    return std::none_of(std::begin(kMany), std::end(kMany),
                        [kind](std::string_view many) { return kind.starts_with(many); });
}

/// The module of "self_attn.in_proj_weight" as "self_attn/in_proj", of "fc.weight" as "fc"; empty for a parameter that
/// a module holds beside others.
std::string moduleOf(const std::string& parameter)
{
    const std::size_t dot = parameter.rfind('.');
    const std::string module = dot == std::string::npos ? std::string{} : parameter.substr(0, dot);
    const std::string own = dot == std::string::npos ? parameter : parameter.substr(dot + 1);
    if (own == "weight" || own == "bias" || own.starts_with("weight_") || own.starts_with("bias_"))
        return torchPath(module);
    constexpr std::string_view kBehind = "_weight";
    if (own.ends_with(kBehind))
        return torchPath((module.empty() ? "" : module + ".") + own.substr(0, own.size() - kBehind.size()));
    return {};
}

std::string ownModule(const nlohmann::json& node, const TorchFrame& frame)
{
    const nlohmann::json& inputs = memberOf(node, "inputs");
    if (!inputs.is_array())
        return {};
    for (const nlohmann::json& input : inputs)
        for (const std::string& name : torchNamesIn(memberOf(input, "arg")))
            if (const auto found = frame.parameters.find(name); found != frame.parameters.end())
                if (std::string module = moduleOf(found->second); !module.empty())
                    return module;
    return {};
}

} // namespace

std::string torchPath(std::string_view qualifiedName)
{
    for (const std::string_view prefix : {"L['self'].", "L__self__.", "self."})
        if (qualifiedName.starts_with(prefix))
            qualifiedName.remove_prefix(prefix.size());
    std::string path{qualifiedName};
    std::replace(path.begin(), path.end(), '.', '/');
    return path;
}

std::string torchLayerPath(const nlohmann::json& node, const TorchFrame& frame, std::string_view name)
{
    const Module module = innermost(textOf(memberOf(node, "metadata"), "nn_module_stack"));
    std::string around = torchPath(module.path);
    std::string own = ownModule(node, frame);
    if (isSingle(module) && !around.empty())
        return around; // a tied parameter may bear another module's name
    if (!own.empty() && (around.empty() || own.starts_with(around)))
        return own;
    const std::string last{name.substr(name.rfind('.') == std::string_view::npos ? 0 : name.rfind('.') + 1)};
    return around.empty() ? last : around + "/" + last;
}

} // namespace waferscope
