#include "formats/base/resources.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace waferscope {

class ResourcesTest : public QObject {
    Q_OBJECT

private slots:
    void everyEmbeddedFileIsTheOneOnDisk();
    void foldersListTheirFilesSorted();
    void unknownNamesGiveNothing();
};

static const std::filesystem::path kOnDisk = WAFERSCOPE_SOURCE_DIR "/resources";

static std::string bytesOnDisk(std::string_view path)
{
    std::ifstream file(kOnDisk / path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

void ResourcesTest::everyEmbeddedFileIsTheOneOnDisk()
{
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{kOnDisk}) {
        const std::string path = entry.path().lexically_relative(kOnDisk).generic_string();
        if (!entry.is_regular_file() || path.starts_with("icons/") || path.find("/.") != std::string::npos
            || path.starts_with('.') || path.ends_with('~')) // as cmake/embed_resources.cmake leaves out
            continue;
        const std::optional<std::string_view> bytes = resource(path);
        QVERIFY2(bytes.has_value() && !bytes->empty(), path.c_str());
        QVERIFY2(*bytes == bytesOnDisk(path), path.c_str());
        ++files;
    }
    QVERIFY(files >= 20);
}

void ResourcesTest::foldersListTheirFilesSorted()
{
    const std::vector<std::string_view> paths = resourcesIn("systems");
    QVERIFY(paths.size() >= 2);
    QVERIFY(std::is_sorted(paths.begin(), paths.end()));
    for (const std::string_view path : paths)
        QVERIFY(path.starts_with("systems/"));
}

void ResourcesTest::unknownNamesGiveNothing()
{
    QVERIFY(!resource("systems/none.json").has_value());
    QVERIFY(!resource("").has_value());
    QVERIFY(resourcesIn("nowhere").empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ResourcesTest)
#include "resources_test.moc"
