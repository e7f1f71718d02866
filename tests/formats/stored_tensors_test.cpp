#include "formats/networks/model.h"
#include "formats/weights/gguf.h"
#include "formats/weights/safetensors.h"
#include "tests/test_class.h"

#include "tests/formats/bytes_read.h"
#include "tests/formats/read_network.h"
#include "tests/formats/zip_sample.h"

#include <QTest>

#include <filesystem>
#include <sstream>

namespace waferscope {

using zip_sample::number;

/// Files of weights: exact sizes from headers alone, and one sentence for those that are wrong.
class StoredTensorsTest : public QObject {
    Q_OBJECT

private slots:
    void safetensorsCountsEveryElement();
    void aBiasTellsWhichSideTheOutputsAre();
    void ggufCountsElementsOfQuantisedTensors();
    void ggufOfVersionOneHasShortCounts();
    void ofAGigabyteOnlyTheHeaderIsRead();
    void anIndexReadsTheFilesBesideIt();
    void anIndexTellsTheSizeOfMissingFiles();
    void refusesWithOneSentence_data();
    void refusesWithOneSentence();
    void survivesEveryTruncation();
    void picklesAreNeverOpened();

private:
    SampleFolder m_folder;
};

static std::string safetensors(const std::string& header, std::size_t dataBytes)
{
    return number(header.size(), 8) + header + std::string(dataBytes, '\0');
}

static std::string twoLayers()
{
    return safetensors(R"({"__metadata__":{"format":"pt"},)"
                       R"("fc1.weight":{"dtype":"F32","shape":[5,4],"data_offsets":[0,80]},)"
                       R"("fc1.bias":{"dtype":"F32","shape":[5],"data_offsets":[80,100]},)"
                       R"("fc2.weight":{"dtype":"F16","shape":[3,5],"data_offsets":[100,130]},)"
                       R"("filter.weight":{"dtype":"BF16","shape":[2,1,3,3],"data_offsets":[130,166]}})",
                       166);
}

static LoadedModel good(Result<LoadedModel> model)
{
    if (!model.ok())
        qFatal("%s", model.error().message.c_str());
    return std::move(model).value();
}

static bool hasIssue(const Network& network, std::string_view text)
{
    return std::any_of(network.issues().begin(), network.issues().end(),
                       [text](const ImportIssue& issue) { return issue.message.find(text) != std::string::npos; });
}

void StoredTensorsTest::safetensorsCountsEveryElement()
{
    const LoadedModel model = good(openModel(m_folder.write("weights", twoLayers()), {{"sequence", 7}}));
    QCOMPARE(model.network->source().format, std::string{"safetensors"});
    QCOMPARE(model.network->parameters(), std::int64_t{20 + 5 + 15 + 18});
    QCOMPARE(model.network->macs(), std::int64_t{7LL * (20 + 15)});
    QVERIFY(hasIssue(*model.network, "holds weights and no graph"));
    QVERIFY(hasIssue(*model.network, "Stored"));
}

void StoredTensorsTest::aBiasTellsWhichSideTheOutputsAre()
{
    const std::string bytes = safetensors(R"({"h.0.c_fc.weight":{"dtype":"F32","shape":[4,6],"data_offsets":[0,96]},)"
                                          R"("h.0.c_fc.bias":{"dtype":"F32","shape":[6],"data_offsets":[96,120]}})",
                                          120);
    const LoadedModel model = good(openModel(m_folder.write("weights", bytes)));
    QCOMPARE(model.network->shapeOf(model.network->source().inputs[0]), (Shape{1, 1, 4}));
    QCOMPARE(model.network->macs(), std::int64_t{24});
}

/// One key and the tensors of a tiny decoder; `countBytes` is 4 in version 1.
static std::string gguf(std::uint64_t version, std::size_t countBytes)
{
    const auto text = [countBytes](const std::string& bytes) { return number(bytes.size(), countBytes) + bytes; };
    std::string file = "GGUF" + number(version, 4) + number(3, countBytes) + number(2, countBytes);
    file += text("general.name") + number(8, 4) + text("Tiny");
    file += text("tokens") + number(9, 4) + number(8, 4) + number(2, countBytes) + text("a") + text("bc");
    const auto tensor = [&](const std::string& name, const std::vector<std::uint64_t>& axes) {
        file += text(name) + number(axes.size(), 4);
        for (const std::uint64_t axis : axes)
            file += number(axis, countBytes);
        file += number(12, 4) + number(0, 8); // Q4_K
    };
    tensor("token_embd.weight", {8, 100}); // the innermost axis first
    tensor("blk.0.attn_q.weight", {8, 16});
    tensor("output_norm.weight", {16});
    return file;
}

void StoredTensorsTest::ggufCountsElementsOfQuantisedTensors()
{
    const LoadedModel model = good(openModel(m_folder.write("tiny", gguf(3, 8)), {{"sequence", 5}}));
    QCOMPARE(model.network->name(), std::string{"Tiny"});
    QCOMPARE(model.network->parameters(), std::int64_t{800 + 128 + 16});
    QCOMPARE(model.network->macs(), std::int64_t{5LL * 128});
    QCOMPARE(model.network->layers()[1].name, std::string{"blk/0/attn_q"});
}

void StoredTensorsTest::ggufOfVersionOneHasShortCounts()
{
    const LoadedModel model = good(openModel(m_folder.write("tiny", gguf(1, 4))));
    QCOMPARE(model.network->parameters(), std::int64_t{800 + 128 + 16});
}

void StoredTensorsTest::ofAGigabyteOnlyTheHeaderIsRead()
{
    const std::string path = m_folder.write(
        "large",
        safetensors(R"({"fc.weight":{"dtype":"F32","shape":[16384,16384],"data_offsets":[0,1073741824]}})", 0));
    std::filesystem::resize_file(path, std::filesystem::file_size(path) + 1073741824);
    const std::int64_t readBefore = bytesRead();
    QCOMPARE(good(openModel(path)).network->parameters(), std::int64_t{1} << 28);
    QVERIFY(readBefore >= 0 && bytesRead() - readBefore < (1 << 20)); // of the header alone
}

void StoredTensorsTest::anIndexReadsTheFilesBesideIt()
{
    m_folder.write("part-1.safetensors", twoLayers());
    const std::string path =
        m_folder.write("model.safetensors.index.json",
                       R"({"metadata":{"total_size":166},"weight_map":{"fc1.weight":"part-1.safetensors"}})");
    QCOMPARE(good(openModel(path)).network->parameters(), std::int64_t{58});
}

void StoredTensorsTest::anIndexTellsTheSizeOfMissingFiles()
{
    m_folder.write("part-1.safetensors", twoLayers());
    const std::string path = m_folder.write("index",
                                            R"({"metadata":{"total_size":366},"weight_map":{)"
                                            R"("a":"part-1.safetensors","b":"part-2.safetensors"}})");
    const LoadedModel model = good(openModel(path));
    QCOMPARE(model.network->parameters(), std::int64_t{58 + 200 / (166 / 58)});
    QVERIFY(hasIssue(*model.network, "1 of 2 files do not lie beside the index"));
}

void StoredTensorsTest::refusesWithOneSentence_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* message, const std::string& bytes) {
        QTest::newRow(message) << QByteArray::fromStdString(bytes) << QString{message};
    };
    const auto entry = [](const std::string& body, std::size_t bytes) {
        return safetensors("{\"w\":" + body + "}", bytes);
    };
    row("within its header of 1000000 bytes", number(1000000, 8) + "{\"a");
    row("at most 100,000,000 are read", number(0xffffffffffff, 8) + "{\"a");
    row("ends early, in line 1, at byte", safetensors("{\"w\":", 0));
    row("deeper than 128 levels", safetensors("{\"w\":" + std::string(200, '['), 0));
    row("lists no tensor", safetensors("{\"__metadata__\":{}}", 0));
    row("the unknown dtype 'F31'", entry(R"({"dtype":"F31","shape":[1],"data_offsets":[0,4]})", 4));
    row("has no shape of whole numbers",
        entry(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]})", 4));
    row("of which the file holds 4", entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", 4));
    row("do not hold its shape [2] of F32", entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})", 4));
    row("must lie in a file of this folder, not '../secret'", R"({"weight_map":{"w":"../secret"}})");
    row("must lie in a file of this folder, not '..'", R"({"weight_map":{"w":".."}})");
    row("none of its files lies beside it", R"({"weight_map":{"w":"nothing.safetensors"}})");
    row("is GGUF of version 9", "GGUF" + number(9, 4));
    row("ends within its header at byte", gguf(3, 8).substr(0, 70));
    row("counts more than 100,000 tensors", "GGUF" + number(3, 4) + number(1ULL << 60U, 8) + number(0, 8));
    row("has a name of", "GGUF" + number(3, 4) + number(1, 8) + number(0, 8) + number(1ULL << 60U, 8));
}

void StoredTensorsTest::refusesWithOneSentence()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const Result<LoadedModel> model = openModel(m_folder.write("wrong", bytes.toStdString()));
    QVERIFY(!model.ok());
    const QString said = QString::fromStdString(model.error().message);
    QVERIFY2(said.contains(message) && said.contains("wrong") && !said.contains('\n'), qPrintable(said));
    QVERIFY(model.error().code == ErrorCode::InvalidInput);
}

void StoredTensorsTest::survivesEveryTruncation()
{
    const std::string whole = gguf(3, 8);
    std::istringstream uncut{whole};
    QVERIFY(readGgufStream(uncut, "tiny").ok());
    for (std::size_t length = 4; length < whole.size(); ++length) {
        std::istringstream stream{whole.substr(0, length)};
        QVERIFY(!readGgufStream(stream, "tiny").ok());
    }
    const std::string weights = twoLayers();
    QVERIFY(readSafetensors(m_folder.write("whole", weights)).ok());
    for (std::size_t length = 0; length < weights.size(); ++length)
        QVERIFY(!readSafetensors(m_folder.write("cut", weights.substr(0, length))).ok());
}

void StoredTensorsTest::picklesAreNeverOpened()
{
    for (const std::string& bytes :
         {std::string{"\x80\x04\x95"}, zipArchiveOf({{"archive/data.pkl", "\x80\x02"}, {"archive/data/0", "abcd"}})}) {
        const Result<LoadedModel> model = openModel(m_folder.write("model.pt", bytes));
        QVERIFY(!model.ok());
        QVERIFY(model.error().message.find("torch.onnx.export") != std::string::npos);
    }
    const Result<LoadedModel> hdf5 = openModel(m_folder.write("model.h5", "\x89HDF\r\n\x1a\n"));
    QVERIFY(!hdf5.ok() && hdf5.error().message.find("save it as .keras") != std::string::npos);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::StoredTensorsTest)
#include "stored_tensors_test.moc"
