#include "formats/model_zoo/model_zoo_fields.h"

#include "core/base/foreign_text.h"
#include "formats/base/checked_yaml.h"
#include "formats/base/foreign_optimizer.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace waferscope {

namespace {

/// Nested mappings of a model that describe the network and are laid flat.
constexpr const char* kNested[] = {"extra_attention_params", "moe"};

constexpr std::size_t kMostParts = 1000;
constexpr std::size_t kDeepestPart = 6;

std::string placeOf(const std::string& file, const YAML::Mark& mark)
{
    return mark.is_null() ? file : file + ":" + std::to_string(mark.line + 1);
}

/// The mapping under a key; undefined when there is none.
YAML::Node under(const YAML::Node& node, const char* key)
{
    return node && node.IsMap() ? node[key] : YAML::Node{YAML::NodeType::Undefined};
}

YAML::Node firstOf(const YAML::Node& node)
{
    return node && node.IsSequence() && node.size() > 0 ? node[0] : node;
}

/// The entries of a list, of those within it as well, as blocks want their lists: 32-64-128. Nothing where there are
/// mappings among them.
std::optional<std::string> joinedEntries(const YAML::Node& list, std::size_t depth)
{
    std::string all;
    for (const YAML::Node& entry : list) {
        if (entry.IsMap() || depth == 0)
            return std::nullopt;
        const std::optional<std::string> text = entry.IsSequence()
            ? joinedEntries(entry, depth - 1)
            : std::optional{entry.IsScalar() ? entry.Scalar() : std::string{"none"}};
        if (!text)
            return std::nullopt;
        all += (all.empty() ? "" : "-") + *text;
    }
    return all;
}

ForeignValue valueOf(const YAML::Node& node, const std::string& file)
{
    if (node.IsSequence() && node.size() > 0)
        if (std::optional<std::string> all = joinedEntries(node, kDeepestPart))
            return {*std::move(all), placeOf(file, node.Mark()), true};
    return {node.IsScalar() ? node.Scalar() : std::string{}, placeOf(file, node.Mark()),
            node.IsScalar() || node.IsNull()};
}

/// Adds the keys of a mapping, those that it merges from another one first.
void addFields(ForeignFields& fields, const YAML::Node& node, const std::string& file)
{
    if (!node || !node.IsMap())
        return;
    for (const auto& entry : node)
        if (entry.first.as<std::string>("") == "<<" && entry.second.IsMap())
            for (const auto& merged : entry.second)
                fields.set(merged.first.as<std::string>(""), valueOf(merged.second, file));
    for (const auto& entry : node)
        if (entry.first.as<std::string>("") != "<<")
            fields.set(entry.first.as<std::string>(""), valueOf(entry.second, file));
}

ForeignFields fieldsOf(const YAML::Node& node, const std::string& file)
{
    ForeignFields fields{placeOf(file, node.Mark())};
    for (const char* nested : kNested)
        addFields(fields, under(node, nested), file);
    addFields(fields, node, file);
    return fields;
}

/// Takes the mappings under a node, wherever they stand in it, up to a limit: an alias may stand for many.
void addParts(ModelZooFields& fields, const YAML::Node& node, const std::string& path, std::size_t depth,
              const std::string& file)
{
    if (depth == 0 || fields.parts.size() >= kMostParts)
        return;
    const auto add = [&](const YAML::Node& child, const std::string& name) {
        const std::string own = path.empty() ? name : path + "/" + name;
        if (child.IsMap())
            fields.parts.emplace(own, fieldsOf(child, file));
        if (child.IsMap() || child.IsSequence())
            addParts(fields, child, own, depth - 1, file);
    };
    if (node.IsMap())
        for (const auto& entry : node)
            add(entry.second, entry.first.as<std::string>(""));
    for (std::size_t at = 0; node.IsSequence() && at < node.size(); ++at)
        add(node[at], std::to_string(at));
}

/// Where the parts of a file lie, in either style.
struct Sections {
    YAML::Node model;
    YAML::Node data;
    YAML::Node optimizer;
    YAML::Node precision; ///< undefined in the older style, which has it in the model
    YAML::Node sparsity;
    YAML::Node callbacks;
    YAML::Node cluster; ///< what the network runs on
};

Sections sectionsOf(const YAML::Node& root)
{
    YAML::Node trainer = firstOf(under(root, "trainer"));
    if (under(trainer, "trainer"))
        trainer = under(trainer, "trainer");
    if (!trainer)
        return {under(root, "model"),     firstOf(under(root, "train_input")),
                under(root, "optimizer"), YAML::Node{YAML::NodeType::Undefined},
                under(root, "sparsity"),  YAML::Node{YAML::NodeType::Undefined},
                under(root, "runconfig")};
    const YAML::Node init = under(trainer, "init");
    return {under(init, "model"),
            firstOf(under(under(trainer, "fit"), "train_dataloader")),
            under(init, "optimizer"),
            under(init, "precision"),
            under(init, "sparsity"),
            under(init, "callbacks"),
            under(under(init, "backend"), "cluster_config")};
}

std::string inSmallLetters(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::optional<Optimizer> optimizerOf(const YAML::Node& node, ForeignFields& model, const std::string& file)
{
    ForeignFields settings{file};
    addFields(settings, node, file);
    std::string name = settings.text({"optimizer_type"}, "");
    if (name.empty() && node && node.IsMap() && node.size() > 0) {
        const auto first = node.begin();
        name = first->first.as<std::string>("");
        addFields(settings, first->second, file);
    }
    name = inSmallLetters(std::move(name));
    const double momentum = settings.number({"momentum"}, 0.0);
    if (settings.trouble())
        model.fail(settings.trouble()->message.substr(std::min(file.size() + 1, settings.trouble()->message.size())));
    const std::optional<Optimizer> optimizer = optimizerCalled(name, momentum);
    if (!optimizer && !name.empty())
        model.note(unknownOptimizer(name));
    return optimizer;
}

std::optional<Precision> precisionOf(const YAML::Node& node, ForeignFields& model, const std::string& file)
{
    if (node && node.IsMap()) {
        ForeignFields settings{file};
        addFields(settings, node, file);
        const std::string type = settings.text({"fp16_type"}, "");
        if (!settings.has({"enabled"}) && type.empty())
            return std::nullopt;
        return settings.flag({"enabled"}, true) && type != "float32" ? Precision::Fp16 : Precision::Fp32;
    }
    if (!model.has({"mixed_precision", "to_float16"}))
        return std::nullopt;
    const bool isMixed = model.flag({"mixed_precision"}, false) || model.flag({"to_float16"}, false);
    return isMixed ? Precision::Fp16 : Precision::Fp32;
}

/// A setting with its value where that is one word.
std::string withValue(const std::string& name, const YAML::Node& value)
{
    constexpr std::size_t kLongest = 20;
    const bool isWord = value.IsScalar() && !value.Scalar().empty() && value.Scalar().size() <= kLongest;
    return isWord ? name + " " + value.Scalar() : name;
}

/// Samples on a wafer at once, wherever a file says so: a number, "auto", or a range to explore.
YAML::Node microBatchOf(const Sections& sections)
{
    if (const YAML::Node own = under(sections.data, "micro_batch_size"))
        return own;
    for (const YAML::Node& callback : sections.callbacks)
        for (const char* flags : {"ScopedTrainFlags", "GlobalFlags"})
            if (const YAML::Node own = under(under(callback, flags), "csx.performance.micro_batch_size"))
                return own;
    return YAML::Node{YAML::NodeType::Undefined};
}

/// Settings of the run that a schedule of ours does not take from a file.
std::vector<std::string> unfollowedOf(const Sections& sections)
{
    std::vector<std::string> found;
    const YAML::Node micro = microBatchOf(sections);
    const bool isFree = micro && micro.IsScalar() && (micro.Scalar() == "auto" || micro.Scalar() == "none");
    if (micro && !micro.IsNull() && !isFree)
        found.push_back(withValue("micro_batch_size", micro));
    if (const YAML::Node systems = under(sections.cluster, "num_csx"))
        if (systems.IsScalar() && systems.Scalar() != "1")
            found.push_back(withValue("num_csx", systems));
    for (const YAML::Node& node : {sections.data, sections.cluster})
        if (const YAML::Node steps = under(node, "grad_accum_steps");
            steps && steps.IsScalar() && steps.Scalar() != "1")
            found.push_back(withValue("grad_accum_steps", steps));
    if (sections.sparsity && !sections.sparsity.IsNull())
        found.emplace_back("sparsity");
    return found;
}

Result<ModelZooFile> fileOf(const Sections& sections, const std::string& file)
{
    if (!sections.model || !sections.model.IsMap() || sections.model.size() == 0)
        return Error{ErrorCode::InvalidInput,
                     file + ": expected keys and values under model (or trainer: init: model)."};
    ModelZooFile read{{fieldsOf(sections.model, file), ForeignFields{file}, {}}, {}, unfollowedOf(sections)};
    addParts(read.fields, sections.model, "", kDeepestPart, file);
    addFields(read.fields.data, sections.data, file);
    if (read.fields.data.has({"batch_size"}))
        read.training.batch = read.fields.data.count({"batch_size"});
    read.training.optimizer = optimizerOf(sections.optimizer, read.fields.model, file);
    read.training.precision = precisionOf(sections.precision, read.fields.model, file);
    return read;
}

} // namespace

ForeignFields& ModelZooFields::part(const std::string& path)
{
    (void)model.has({std::string_view{path}.substr(0, path.find('/'))});
    const auto [found, isNew] = parts.emplace(path, ForeignFields{model.where()});
    if (isNew)
        model.fail(path + " is missing.");
    return found->second;
}

Result<ModelZooFile> readModelZooFile(std::string_view text, const std::string& file)
{
    try {
        const YAML::Node root = YAML::Load(validUtf8(text));
        if (!root.IsMap())
            return Error{ErrorCode::InvalidInput, file + ": expected keys and values."};
        return fileOf(sectionsOf(root), file);
    } catch (const YAML::Exception& problem) {
        return unreadableYaml(text, file, problem);
    }
}

} // namespace waferscope
