#pragma once

#include <QByteArray>
#include <QTest>

#include <filesystem>
#include <optional>

namespace waferscope {

/// Where the optional folder of real networks and traces lies: $WAFERSCOPE_REFERENCE, or ../shared/reference beside the
/// source. Nothing needs it to build or pass; tests that use it cover the same ground with files of our own as well.
inline std::optional<std::filesystem::path> referenceFolder()
{
    std::filesystem::path folder = std::filesystem::path{WAFERSCOPE_SOURCE_DIR} / "../shared/reference";
    if (const QByteArray given = qgetenv("WAFERSCOPE_REFERENCE"); !given.isEmpty())
        folder = given.toStdString();
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return std::nullopt;
    return std::filesystem::weakly_canonical(folder);
}

} // namespace waferscope

/// WAFERSCOPE_REFERENCE_OR_SKIP(folder);  names the folder, or skips the test function with a notice.
#define WAFERSCOPE_REFERENCE_OR_SKIP(name)                                                                             \
    const std::optional<std::filesystem::path> name##Found = waferscope::referenceFolder();                            \
    if (!name##Found)                                                                                                  \
        QSKIP("The reference folder is not here (set WAFERSCOPE_REFERENCE to test with its files).");                  \
    const std::filesystem::path& name = *name##Found
