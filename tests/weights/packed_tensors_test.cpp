#include "formats/networks/model.h"
#include "formats/weights/gguf.h"
#include "formats/weights/safetensors.h"
#include "tests/test_class.h"

#include "tests/formats/read_network.h"
#include "tests/weights/weights_sample.h"

#include <QTest>

#include <sstream>

namespace waferscope {

using weights_sample::Entry;
using Entries = std::vector<Entry>;

/// Files of weights: packed weights count as what they stand for, buffers apart, and of experts those that are used.
class PackedTensorsTest : public QObject {
    Q_OBJECT

private slots:
    void unpacksEveryLibrary_data();
    void unpacksEveryLibrary();
    void readsTheShapeOfBitsandbytes();
    void countsBuffersApart();
    void leavesWholeNumbersOut();
    void usesTheExpertsOfTheFile();
    void usesTheExpertsOfTheConfig();
    void warnsWhereNothingTellsTheExperts();
    void saysWhatAnIndexLacks();
    void saysWhereTensorsOverlap();
};

static Network networkOf(const Entries& entries)
{
    return networkOf(readSafetensorsBytes(weights_sample::safetensors(entries), "model.safetensors"));
}

static Network networkOfGguf(const std::vector<std::pair<std::string, std::uint32_t>>& counts, const Entries& entries)
{
    std::istringstream stream{weights_sample::gguf(counts, entries)};
    return networkOf(readGgufStream(stream, "model.gguf"));
}

static Network opened(const std::string& path)
{
    const Result<LoadedModel> model = openModel(path);
    if (!model.ok())
        qFatal("%s", model.error().message.c_str());
    return *model.value().network;
}

static bool says(const Network& network, std::string_view text)
{
    return std::any_of(network.issues().begin(), network.issues().end(),
                       [text](const ImportIssue& issue) { return issue.message.find(text) != std::string::npos; });
}

void PackedTensorsTest::unpacksEveryLibrary_data()
{
    QTest::addColumn<Entries>("entries");
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<qint64>("macs"); // of one position
    const auto row = [](const char* name, const Entries& entries, qint64 parameters, qint64 macs) {
        QTest::newRow(name) << entries << parameters << macs;
    };
    row("GPTQ of 4 bits",
        {{"q.qweight", "I32", {8, 16}},
         {"q.qzeros", "I32", {2, 2}},
         {"q.scales", "F16", {2, 16}},
         {"q.g_idx", "I32", {64}},
         {"q.bias", "F16", {16}}},
        64 * 16 + 16, 64 * 16);
    row("GPTQ of 3 bits", {{"q.qweight", "I32", {6, 32}}, {"q.qzeros", "I32", {1, 3}}, {"q.scales", "F16", {1, 32}}},
        64 * 32, 64 * 32);
    row("GPTQ of 8 bits without g_idx",
        {{"q.qweight", "I32", {16, 32}}, {"q.qzeros", "I32", {1, 8}}, {"q.scales", "F16", {1, 32}}}, 64 * 32, 64 * 32);
    row("AWQ", {{"q.qweight", "I32", {64, 4}}, {"q.qzeros", "I32", {2, 4}}, {"q.scales", "F16", {2, 32}}}, 64 * 32,
        64 * 32);
    row("compressed-tensors",
        {{"q.weight_packed", "I32", {32, 8}}, {"q.weight_scale", "BF16", {32, 2}}, {"q.weight_shape", "I64", {2}}},
        32 * 64, 32 * 64);
    row("NVFP4 of compressed-tensors",
        {{"q.weight_packed", "U8", {32, 32}},
         {"q.weight_scale", "F8_E4M3", {32, 4}},
         {"q.weight_global_scale", "F32", {1}},
         {"q.input_global_scale", "F32", {1}}},
        32 * 64, 32 * 64);
    row("NVFP4 of ModelOpt",
        {{"q.weight", "U8", {32, 32}},
         {"q.weight_scale", "F8_E4M3", {32, 4}},
         {"q.weight_scale_2", "F32", {}},
         {"q.input_scale", "F32", {}}},
        32 * 64, 32 * 64);
    row("bitsandbytes of 4 bits",
        {{"q.weight", "U8", {1024, 1}},
         {"q.weight.absmax", "U8", {32}},
         {"q.weight.nested_absmax", "F32", {1}},
         {"q.weight.nested_quant_map", "F32", {256}},
         {"q.weight.quant_map", "F32", {16}},
         {"q.weight.quant_state.bitsandbytes__nf4", "U8", {88}}},
        2048, 0);
    row("bitsandbytes of 8 bits", {{"q.weight", "I8", {32, 64}}, {"q.SCB", "F32", {32}}, {"q.weight_format", "U8", {}}},
        32 * 64, 32 * 64);
    row("FP8 in blocks", {{"q.weight", "F8_E4M3", {32, 64}}, {"q.weight_scale_inv", "F32", {1, 1}}}, 32 * 64, 32 * 64);
    row("FP8 of a scale for all",
        {{"q.weight", "F8_E4M3", {32, 64}}, {"q.weight_scale", "F32", {}}, {"q.input_scale", "F32", {}}}, 32 * 64,
        32 * 64);
    row("FP8 without a scale", {{"q.weight", "F8_E5M2", {32, 64}}}, 32 * 64, 32 * 64);
    row("MXFP4", // no result has the width of its experts, so nothing is multiplied
        {{"mlp.experts.down_proj_blocks", "U8", {3, 32, 2, 16}},
         {"mlp.experts.down_proj_scales", "U8", {3, 32, 2}},
         {"mlp.experts.down_proj_bias", "BF16", {3, 32}}},
        3 * 32 * 64 + 3 * 32, 0);
    row("Quanto", {{"q.weight._data", "I8", {32, 64}}, {"q.weight._scale", "F16", {32, 1}}}, 32 * 64, 32 * 64);
    row("MLX", {{"q.weight", "U32", {32, 8}}, {"q.scales", "F16", {32, 1}}, {"q.biases", "F16", {32, 1}}}, 32 * 64,
        32 * 64);
}

void PackedTensorsTest::unpacksEveryLibrary()
{
    QFETCH(Entries, entries);
    QFETCH(qint64, parameters);
    QFETCH(qint64, macs);
    const Network network = networkOf(entries);
    QCOMPARE(network.parameters(), parameters);
    QCOMPARE(network.macs(), macs);
    QCOMPARE(network.statistics(), std::int64_t{0});
    QVERIFY(says(network, "1 packed (quantised) weight counted") || entries.size() == 1);
}

void PackedTensorsTest::readsTheShapeOfBitsandbytes()
{
    const std::string state = R"({"quant_type":"nf4","blocksize":64,"shape":[32,64]})";
    std::string bytes = weights_sample::safetensors(
        {{"q.weight", "U8", {1024, 1}},
         {"q.weight.absmax", "F32", {32}},
         {"q.weight.quant_state.bitsandbytes__nf4", "U8", {static_cast<std::int64_t>(state.size())}}});
    bytes.replace(bytes.size() - state.size(), state.size(), state);
    const Network network = networkOf(readSafetensorsBytes(bytes, "model.safetensors"));
    QCOMPARE(network.parameters(), std::int64_t{2048});
    QCOMPARE(network.macs(), std::int64_t{2048});
}

void PackedTensorsTest::countsBuffersApart()
{
    const Network network = networkOf({{"bn.weight", "F32", {8}},
                                       {"bn.bias", "F32", {8}},
                                       {"bn.running_mean", "F32", {8}},
                                       {"bn.running_var", "F32", {8}},
                                       {"bn.num_batches_tracked", "I64", {}},
                                       {"h.0.attn.bias", "F32", {1, 1, 16, 16}},
                                       {"rotary_emb.inv_freq", "F32", {4}}});
    QCOMPARE(network.parameters(), std::int64_t{16});
    QCOMPARE(network.statistics(), std::int64_t{8 + 8 + 256 + 4});
    const Network decoder = networkOfGguf({},
                                          {{"token_embd.weight", "Q", {100, 8}},
                                           {"rope_freqs.weight", "F32", {4}},
                                           {"blk.0.attn_q.weight", "Q", {8, 8}},
                                           {"blk.0.map", "I32", {50}}});
    QCOMPARE(decoder.parameters(), std::int64_t{800 + 64});
    QCOMPARE(decoder.statistics(), std::int64_t{4});
}

void PackedTensorsTest::leavesWholeNumbersOut()
{
    const Network network = networkOf({{"embeddings.position_ids", "I64", {1, 512}},
                                       {"h.0.attn.mask", "BOOL", {16, 16}},
                                       {"fc.weight", "F32", {4, 4}}});
    QCOMPARE(network.parameters(), std::int64_t{16});
    QCOMPARE(network.statistics(), std::int64_t{0});
    QVERIFY(says(network, "768 whole numbers and truth values"));
}

/// Tables of 3 experts of 8 x 16 both ways, and one expert that all positions go through.
static Entries mixture()
{
    return {{"token_embd.weight", "Q", {100, 8}},          {"blk.0.ffn_gate_inp.weight", "Q", {3, 8}},
            {"blk.0.ffn_up_exps.weight", "Q", {3, 16, 8}}, {"blk.0.ffn_down_exps.weight", "Q", {3, 8, 16}},
            {"blk.0.ffn_up_shexp.weight", "Q", {24, 8}},   {"blk.0.ffn_down_shexp.weight", "Q", {8, 24}}};
}

void PackedTensorsTest::usesTheExpertsOfTheFile()
{
    for (const std::uint32_t used : {1, 2, 3}) {
        const Network network =
            networkOfGguf({{"llama.expert_count", 3}, {"llama.expert_used_count", used}}, mixture());
        QCOMPARE(network.parameters(), std::int64_t{800 + 24 + 2 * 3 * 128 + 2 * 192});
        QCOMPARE(network.macs(), std::int64_t{128 * (24 + used * 2 * 128 + 2 * 192)}); // of 128 positions
    }
}

void PackedTensorsTest::usesTheExpertsOfTheConfig()
{
    Entries entries{{"embed_tokens.weight", "BF16", {100, 8}}};
    for (const char* expert : {"0", "1", "2", "3"}) {
        entries.push_back({std::string{"layers.0.moe.experts."} + expert + ".w1.weight", "BF16", {16, 8}});
        entries.push_back({std::string{"layers.0.moe.experts."} + expert + ".w2.weight", "BF16", {8, 16}});
    }
    const SampleFolder folder;
    const std::string path = folder.write("model.safetensors", weights_sample::safetensors(entries));
    folder.write("config.json", R"({"text_config":{"num_experts_per_tok":2}})");
    const Network network = opened(path);
    QCOMPARE(network.parameters(), std::int64_t{800 + 4 * 2 * 128});
    QCOMPARE(network.macs(), std::int64_t{128 * 2 * 2 * 128});
    QVERIFY(says(network, "through 2 of 4 experts"));
}

void PackedTensorsTest::warnsWhereNothingTellsTheExperts()
{
    const Network network = networkOfGguf({}, mixture());
    QCOMPARE(network.macs(), std::int64_t{128 * (24 + 3 * 2 * 128 + 2 * 192)});
    QVERIFY(says(network, "does not tell how many experts"));
}

void PackedTensorsTest::saysWhatAnIndexLacks()
{
    const SampleFolder folder;
    folder.write("one.safetensors", weights_sample::safetensors({{"a.weight", "F32", {4, 4}}, {"extra", "F32", {4}}}));
    const std::string path =
        folder.write("model.safetensors.index.json",
                     R"({"weight_map":{"a.weight":"one.safetensors","b.weight":"one.safetensors"}})");
    const Network network = opened(path);
    QCOMPARE(network.parameters(), std::int64_t{20});
    QVERIFY(says(network, "names 1 tensor, 'b.weight', that the files do not hold"));
    QVERIFY(says(network, "hold 1 tensor, 'extra', that the index does not name"));
}

void PackedTensorsTest::saysWhereTensorsOverlap()
{
    const std::string header = R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},)"
                               R"("b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})";
    const std::string bytes = zip_sample::number(header.size(), 8) + header + std::string(16, '\0');
    QVERIFY(says(networkOf(readSafetensorsBytes(bytes, "model")), "'a' and 'b' lie in the same bytes"));
    QVERIFY(!says(networkOf({{"a", "F32", {4}}, {"b", "F32", {2}}}), "same bytes"));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PackedTensorsTest)
#include "packed_tensors_test.moc"
