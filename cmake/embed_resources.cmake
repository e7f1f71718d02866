# waferscope_embed_resources(TARGET): puts every file of resources/ (but the icons, which are Qt's) into TARGET.
# formats/base/resources.h reads them. The assembler includes the bytes, so size and contents do not matter.
# A new file is found at the next build; a changed one recompiles the generated source.
function(waferscope_embed_resources target)
    set(root ${PROJECT_SOURCE_DIR}/resources)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${root} ${root}/*)
    list(FILTER files EXCLUDE REGEX "^icons/|(^|/)\\.|~$")
    list(SORT files COMPARE STRING) # byte order, as std::string_view compares

    set(blobs "")
    set(rows "")
    set(paths "")
    set(number 0)
    foreach(file IN LISTS files)
        string(APPEND blobs "asm(\".section .rodata\\n.hidden waferscope_resource_${number}_begin\\n"
            ".globl waferscope_resource_${number}_begin\\nwaferscope_resource_${number}_begin:\\n"
            ".incbin \\\"${root}/${file}\\\"\\n.hidden waferscope_resource_${number}_end\\n"
            ".globl waferscope_resource_${number}_end\\nwaferscope_resource_${number}_end:\\n.byte 0\\n.previous\");\n"
            "extern \"C\" const char waferscope_resource_${number}_begin[];\n"
            "extern \"C\" const char waferscope_resource_${number}_end[];\n")
        string(APPEND rows
            "    {\"${file}\", waferscope_resource_${number}_begin, waferscope_resource_${number}_end},\n")
        list(APPEND paths ${root}/${file})
        math(EXPR number "${number} + 1")
    endforeach()

    set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded_resources.cpp)
    file(CONFIGURE OUTPUT ${generated} CONTENT "// Generated from resources/ by cmake/embed_resources.cmake.
#include \"formats/base/embedded_resource.h\"

@blobs@
namespace waferscope {

const EmbeddedResource kEmbeddedResources[] = {
@rows@    {nullptr, nullptr, nullptr},
};
const std::size_t kEmbeddedResourceCount = @number@;

} // namespace waferscope
" @ONLY)
    set_source_files_properties(${generated} PROPERTIES OBJECT_DEPENDS "${paths}")
    target_sources(${target} PRIVATE ${generated})
endfunction()
