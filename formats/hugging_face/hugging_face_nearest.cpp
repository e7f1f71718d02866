#include "formats/hugging_face/hugging_face_nearest.h"

#include "core/base/names.h"
#include "formats/hugging_face/hugging_face_towers.h"

#include <algorithm>

namespace waferscope {

namespace {

const std::vector<HuggingFaceType>& allTypes()
{
    static const std::vector<HuggingFaceType> types = [] {
        std::vector<HuggingFaceType> all;
        for (const std::span<const HuggingFaceType> part :
             {huggingFaceEncoders(), huggingFaceDecoders(), huggingFaceLlamas(), huggingFaceVariants(),
              huggingFaceExperts(), huggingFaceStateSpaces(), huggingFacePairs(), huggingFacePictures()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return types;
}

std::string knownTypes()
{
    std::vector<std::string_view> known;
    for (const HuggingFaceType& type : allTypes())
        known.push_back(type.name);
    for (const HuggingFaceCompound& compound : huggingFaceCompounds())
        known.push_back(compound.name);
    std::sort(known.begin(), known.end());
    return joinedNames(known);
}

/// "qwen2_moe" as it stands in "Qwen2MoeForCausalLM".
std::string squeezed(std::string_view name)
{
    std::string text;
    for (const char letter : name)
        if (letter != '_' && letter != '-')
            text += letter;
    return text;
}

constexpr std::string_view kVocabulary[] = {"vocab_size", "padded_vocab_size", "n_vocab"};
constexpr std::string_view kHidden[] = {"hidden_size", "n_embd", "d_model", "dim", "n_embed"};
constexpr std::string_view kLayers[] = {"num_hidden_layers", "n_layer", "n_layers", "num_layers"};
constexpr std::string_view kHeads[] = {"num_attention_heads", "n_head", "n_heads", "num_heads"};
constexpr std::span<const std::string_view> kNeeded[] = {kVocabulary, kHidden, kLayers, kHeads};
constexpr std::string_view kFeedForward[] = {"intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size", "d_ff"};
constexpr std::string_view kKeyHeads[] = {"num_key_value_heads", "n_head_kv", "num_kv_heads", "n_kv_heads"};
constexpr std::string_view kExperts[] = {"num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"};

/// Puts the value under the first name, whichever of them gives it. False where none does.
bool unify(ForeignFields& fields, std::span<const std::string_view> names)
{
    for (const std::string_view name : names)
        if (fields.has({name})) {
            fields.setUnlessGiven(std::string{names.front()}, fields.text({name}, ""));
            return true;
        }
    return false;
}

std::string missingKeys(ForeignFields& fields)
{
    std::vector<std::string_view> missing;
    for (const std::span<const std::string_view> names : kNeeded)
        if (!unify(fields, names))
            missing.push_back(names.front());
    return joinedNames(missing);
}

/// The kind of text whose name is the longest beginning of this one, up to a '_' or '-'.
const HuggingFaceType* typeBefore(std::string name)
{
    for (std::size_t end = name.find_last_of("_-"); end != std::string::npos; end = name.find_last_of("_-")) {
        name.resize(end);
        const HuggingFaceType* type = findHuggingFaceType(name);
        if (type != nullptr && type->language != nullptr)
            return type;
    }
    return nullptr;
}

bool hasExperts(const HuggingFaceType& type)
{
    const std::span<const HuggingFaceType> experts = huggingFaceExperts();
    return std::any_of(experts.begin(), experts.end(), [&](const auto& entry) { return entry.name == type.name; });
}

/// What a type that is not known is like: by the class that reads it, by how its name begins, by keys of its own.
const HuggingFaceType* likeliestType(ForeignFields& fields, const std::string& name)
{
    const bool wantsExperts =
        std::any_of(std::begin(kExperts), std::end(kExperts), [&](std::string_view key) { return fields.has({key}); });
    ForeignFields bare{fields.where()};
    bare.set("architectures", {architectureOf(fields), "", true});
    for (const HuggingFaceType* type : {findHuggingFaceType(huggingFaceTypeOf(bare)), typeBefore(name)})
        if (type != nullptr && type->language != nullptr && (!wantsExperts || hasExperts(*type)))
            return type;
    return fields.has({"kv_lora_rank"}) && wantsExperts ? findHuggingFaceType("deepseek_v3") : nullptr;
}

LanguageModel nearestDecoder(ForeignFields& fields, const std::string& name)
{
    std::string assumed = "gated feed-forward parts, RMS norms, rotary positions, and biases where the file says so";
    if (!unify(fields, kFeedForward)) {
        fields.setUnlessGiven("intermediate_size", std::to_string(4 * fields.count({"hidden_size"})));
        assumed += ", four times as wide inside as outside";
    }
    unify(fields, kKeyHeads);
    LanguageModel model = llamaModel(fields, {});
    if (unify(fields, kExperts)) {
        model.stack.experts = fields.countOrZero({"num_local_experts"}, 0);
        model.stack.routed = fields.count({"num_experts_per_tok", "moe_topk", "moe_top_k"}, 1);
        model.stack.expertFeedForward = fields.countOrZero({"moe_intermediate_size"}, 0);
        model.stack.sharedExperts = fields.countOrZero({"n_shared_experts", "num_shared_experts"}, 0);
        model.stack.denseLayers = layersWhere(
            model.stack.layers,
            [dense = fields.countOrZero({"first_k_dense_replace"}, 0)](std::int64_t layer) { return layer < dense; });
        noteExperts(fields, model.stack);
    }
    if (fields.flag({"use_qk_norm", "qk_layernorm", "qk_norm"}, false))
        model.stack.queryNorm = "head";
    if (fields.flag({"qkv_bias", "use_qkv_bias", "add_qkv_bias"}, false))
        model.stack.hasProjectionBias = true;
    model.stack.window = fields.flag({"use_sliding_window"}, true) ? fields.countOrZero({"sliding_window"}, 0) : 0;
    setFullLayers(fields, model.stack, [](std::int64_t) { return false; });
    setDecoderHead(fields, model, false);
    fields.warn(inQuotes(name) + " is not known; it is taken as llama, with " + assumed + ". Counts may differ.");
    return model;
}

} // namespace

const HuggingFaceType* findHuggingFaceType(std::string_view name)
{
    const std::vector<HuggingFaceType>& types = allTypes();
    const auto found =
        std::find_if(types.begin(), types.end(), [name](const HuggingFaceType& type) { return type.name == name; });
    return found == types.end() ? nullptr : &*found;
}

std::string huggingFaceTypeOf(ForeignFields& fields)
{
    std::string given = fields.text({"model_type"}, "");
    if (!given.empty())
        return given;
    std::string name = architectureOf(fields);
    for (const std::string_view ending : {"lmheadmodel", "doubleheadsmodel", "model"})
        if (name.ends_with(ending))
            name.resize(name.size() - ending.size());
    name = name.substr(0, name.rfind("for"));
    for (const HuggingFaceType& type : allTypes())
        if (squeezed(type.name) == name)
            return std::string{type.name};
    for (const HuggingFaceCompound& compound : huggingFaceCompounds())
        if (squeezed(compound.name) == name)
            return std::string{compound.name};
    return name == "rw" ? "refinedweb" : name;
}

std::optional<LanguageModel> nearestModel(ForeignFields& fields, const std::string& name)
{
    if (const HuggingFaceType* type = likeliestType(fields, name)) {
        fields.warn(inQuotes(name) + " is not known; it is taken as " + inQuotes(type->name)
                    + ", by its class, its name or its keys. Counts may differ.");
        return type->language(fields);
    }
    const std::string missing = missingKeys(fields);
    if (!missing.empty()) {
        fields.failAt("model_type",
                      (name.empty() ? std::string{"is missing"} : inQuotes(name) + " is not known")
                          + ", and the keys of its nearest lack " + missing + "; known are " + knownTypes()
                          + ", and family:gpt or gallery:gpt2-xl is a network to start from.");
        return std::nullopt;
    }
    const std::string architecture = architectureOf(fields);
    const bool isEncoder = fields.has({"type_vocab_size"}) || architecture.ends_with("formaskedlm");
    if (!isEncoder)
        return nearestDecoder(fields, name);
    unify(fields, kFeedForward);
    fields.warn(inQuotes(name)
                + " is not known; it is taken as bert, with trained positions, biases and norms after "
                  "every part. Counts may differ.");
    return findHuggingFaceType("bert")->language(fields);
}

} // namespace waferscope
