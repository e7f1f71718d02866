#include "formats/weights/stored_modules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <tuple>

namespace waferscope {

namespace {

/// The name without its last part. Stacked experts are often named without one ("mlp.experts.down_proj_bias").
std::string pathOf(const StoredTensor& tensor)
{
    const std::string& name = tensor.name;
    const std::size_t dot = std::min(name.rfind('.'), name.size());
    const bool isWhole =
        tensor.experts > 0 && name.compare(dot, 7, ".weight") != 0 && name.compare(dot, 5, ".bias") != 0;
    std::string path = name.substr(0, isWhole ? name.size() - (name.ends_with("_bias") ? 5 : 0) : dot);
    std::replace(path.begin(), path.end(), '.', '/');
    return path.empty() ? std::string{"weights"} : path;
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

template <std::size_t kCount>
bool containsAny(const std::string& text, const std::array<std::string_view, kCount>& words)
{
    return std::any_of(words.begin(), words.end(),
                       [&text](std::string_view word) { return text.find(word) != std::string::npos; });
}

bool isTableName(const std::string& path)
{
    static constexpr std::array<std::string_view, 5> kTables = {"embed", "embd", "wte", "wpe", "shared"};
    static constexpr std::array<std::string_view, 3> kNoTables = {"proj", "norm", "patch"};
    const std::string last = lowered(path.substr(path.rfind('/') + 1));
    return containsAny(last, kTables) && !containsAny(last, kNoTables);
}

bool isHeadName(const std::string& path)
{
    static constexpr std::array<std::string_view, 7> kHeads = {"lm_head", "classifier", "score",     "pooler",
                                                               "cls",     "qa_outputs", "pre_logits"};
    return containsAny(lowered(path), kHeads) || path == "output" || path == "head";
}

/// Where a module stands among the others, before names decide.
int rankOf(const std::string& path)
{
    if (isTableName(path))
        return 0;
    if (lowered(path).find("embed") != std::string::npos)
        return 1;
    if (isHeadName(path))
        return 4;
    return std::any_of(path.begin(), path.end(), [](unsigned char c) { return std::isdigit(c) != 0; }) ? 2 : 3;
}

/// A path with every number padded, so that 10 comes behind 9.
std::string sortKey(const std::string& path)
{
    std::string key;
    for (std::size_t at = 0; at < path.size();) {
        std::size_t end = at;
        while (end < path.size() && std::isdigit(static_cast<unsigned char>(path[end])) != 0)
            ++end;
        if (end == at) {
            key += path[at++];
            continue;
        }
        key.append(12 - std::min<std::size_t>(12, end - at), '0').append(path, at, end - at);
        at = end;
    }
    return key;
}

/// The path up to its last number, and what follows: "h/11/" and "mlp/c_fc".
std::pair<std::string, std::string> splitBlock(const std::string& path)
{
    for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
         slash = path.rfind('/', slash - 1))
        if (std::isdigit(static_cast<unsigned char>(path[slash - 1])) != 0)
            return {path.substr(0, slash + 1), path.substr(slash + 1)};
    return {path, {}};
}

/// Where a module stands within a transformer's block, by the names that are in use.
int stageOf(const std::string& path)
{
    static constexpr std::array<std::string_view, 5> kFirstNorms = {"input", "ln_1", "attn_norm", "attention_norm",
                                                                    "before"};
    static constexpr std::array<std::string_view, 2> kNorms = {"norm", "ln_"};
    static constexpr std::array<std::string_view, 2> kAttentions = {"attn", "attention"};
    static constexpr std::array<std::string_view, 9> kLast = {"o_proj", "c_proj", "out",     "down",  "fc2",
                                                              "w2",     "wo",     "4h_to_h", "proj_o"};
    const std::string name = lowered(path);
    if (containsAny(name, kNorms))
        return containsAny(name, kFirstNorms) ? 0 : 3;
    return (containsAny(name, kAttentions) ? 1 : 4) + (containsAny(name, kLast) ? 1 : 0);
}

} // namespace

StoredModuleKind kindOf(const StoredModule& module)
{
    if (module.trained == 0)
        return StoredModuleKind::Unknown;
    const std::size_t axes = module.tensors.front().shape.size();
    if (axes == 3 && module.tensors.front().experts > 0)
        return StoredModuleKind::Experts;
    if (axes == 2)
        return isTableName(module.path) ? StoredModuleKind::Table : StoredModuleKind::Matrix;
    return axes == 1 ? StoredModuleKind::Vector : StoredModuleKind::Unknown;
}

std::vector<StoredModule> modulesOf(std::vector<StoredTensor> tensors)
{
    std::map<std::tuple<int, std::string, int, std::string, std::string>, StoredModule> modules;
    for (StoredTensor& tensor : tensors) {
        std::string path = pathOf(tensor);
        const auto [block, rest] = splitBlock(path);
        StoredModule& module = modules[{rankOf(path), sortKey(block), stageOf(rest), sortKey(rest), path}];
        module.path = std::move(path);
        module.trained += tensor.role == TensorRole::Parameter ? 1 : 0;
        module.tensors.push_back(std::move(tensor));
    }
    std::vector<StoredModule> result;
    for (auto& [key, module] : modules) {
        std::stable_sort(module.tensors.begin(), module.tensors.end(),
                         [](const StoredTensor& first, const StoredTensor& second) {
                             const bool firstIsWeight = first.name.ends_with("weight");
                             const bool secondIsWeight = second.name.ends_with("weight");
                             const bool firstIsKept = first.role != TensorRole::Parameter;
                             const bool secondIsKept = second.role != TensorRole::Parameter;
                             return std::tuple{firstIsKept, second.shape.size(), secondIsWeight, first.name}
                             < std::tuple{secondIsKept, first.shape.size(), firstIsWeight, second.name};
                         });
        result.push_back(std::move(module));
    }
    return result;
}

} // namespace waferscope
