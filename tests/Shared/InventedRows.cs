using System.Globalization;
using System.IO;

namespace ConstantContact.Tests.Shared;

/// <summary>A file of twelve columns, as an admin's export may look: the same for the same number of rows.</summary>
internal static class InventedRows
{
    public static void Write(string path, int rows)
    {
        using var file = new StreamWriter(path);
        file.WriteLine(
            "email,first_name,last_name,job_title,company_name,birthday_month,birthday_day,anniversary,home_phone,street,city,zip"
        );
        for (int i = 0; i < rows; i++)
        {
            file.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"person{i}@mail{i % 97}.example.com,First{i % 1000},Last{i % 5000},Manager of {i % 40},Company {i % 900} Inc,{(i % 12) + 1},{(i % 28) + 1},20{i % 25:00}-0{(i % 9) + 1}-1{i % 10},555-010-{i % 10000:0000},{i % 999} Main Street,Waltham,{i % 99999:00000}"
                )
            );
        }
    }
}
